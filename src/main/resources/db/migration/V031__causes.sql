alter table fetch_list.request
    add column layer smallint not null default 0 check (layer between 0 and 4),
    add column delivery_id bigint;
comment on column fetch_list.request.layer is 'By what we came to know that the record has to be read: 0 a posted event, 1 the offline queue, 2 a sweep, 3 the backfill, 4 an operator';
comment on column fetch_list.request.delivery_id is 'The delivery that asked for it last, where one did';

alter table mirror.tombstone
    add column layer text not null default 'ONLINE' check (layer in ('ONLINE', 'OFFLINE', 'SWEEP', 'BACKFILL', 'OPERATOR')),
    add column delivery_id bigint;
comment on column mirror.tombstone.layer is 'By what we came to know of the deletion first';
comment on column mirror.tombstone.delivery_id is 'The delivery that told of the deletion first, where one did';
