select ingestion_id as ingestionid, key, records, bytes
from platform.quarantine_file
where ingestion_id = @ingestionId
order by id
