-- Where the report begins: what is older is counted, and told again only while it is under way.
select coalesce((select max(id) from platform.raw_object), 0) as last_file,
       coalesce((select max(id) from platform.run), 0) as last_run,
       (select count(*) from (
           select from platform.raw_object 
           where state in ('landed', 'reading', 'committed', 'rejected', 'failed', 'unclaimed', 'ignored', 'refused')
           limit $2) as earlier) as files,
       array(select id from platform.raw_object where state in ('landed', 'reading') order by id limit $1) as under_way
