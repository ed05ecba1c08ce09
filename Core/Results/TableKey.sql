-- The primary key's name and its columns, in order.
select con.conname as "Name", string_agg(attribute.attname, ',' order by part.ordinality) as "ColumnList"
from pg_constraint as con
cross join lateral unnest(con.conkey) with ordinality as part (attnum, ordinality)
join pg_attribute as attribute on attribute.attrelid = con.conrelid and attribute.attnum = part.attnum
where con.conrelid = to_regclass(@table) and con.contype = 'p'
group by con.conname
