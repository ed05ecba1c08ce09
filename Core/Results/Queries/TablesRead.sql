-- The result tables that this transaction has read, or has planned to: each is locked against changes of its shape until the end.
select distinct relation.relname
from pg_locks as lock
join pg_class as relation on relation.oid = lock.relation
where lock.pid = pg_backend_pid() and lock.locktype = 'relation' and relation.relkind in ('r', 'p')
    and relation.relnamespace = 'results'::regnamespace
order by relation.relname
