-- records that were given up: counting them, and forgetting them after their time
create index request_given_up on fetch_list.request (settled_until) where state = 'DEAD';
