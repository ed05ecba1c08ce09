select name as dataset, created_at as createdat, oldest_version as oldestversion, current_version as currentversion
from platform.dataset
where name = @dataset
