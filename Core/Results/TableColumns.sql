select attribute.attname as "Name", format_type(attribute.atttypid, attribute.atttypmod) as "Type",
    not attribute.attnotnull as "Nullable"
from pg_attribute as attribute
where attribute.attrelid = to_regclass(@table) and attribute.attnum > 0 and not attribute.attisdropped
order by attribute.attnum
