alter table fetch_list.request add column mark text;
comment on column fetch_list.request.mark is 'How far a long reading of the record got, as its kind writes it; the next one begins there. Null for one that begins at the beginning';
