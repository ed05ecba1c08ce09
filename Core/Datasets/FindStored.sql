-- Objects that wait and that a listing has just seen. A landed one that is another by now is the reader's to call superseded.
select o.id
from unnest(@keys::text[], @etags::text[]) as n (key, etag)
join platform.raw_object o on o.key = n.key and (o.state = 'landed' or (o.state = 'unclaimed' and o.etag = n.etag))
