-- Under which contracts the versions before this one were made: a look at the index for each contract, not for each version.
with recursive known as (
    (select contract_version from platform.dataset_version where dataset = @dataset order by contract_version limit 1)
    union all
    select (
        select next.contract_version from platform.dataset_version next
        where next.dataset = @dataset and next.contract_version > known.contract_version
        order by next.contract_version limit 1)
    from known where known.contract_version is not null
)
select contract_version
from known
where contract_version is not null and exists (
    select from platform.dataset_version v
    where v.dataset = @dataset and v.contract_version = known.contract_version and v.version < @version)
