-- The dataset's row is locked, so that two registrations cannot take one number.
with known as (
    select version from platform.contract where dataset = @dataset and sha256 = @sha256
), added as (
    insert into platform.contract (dataset, version, sha256, content)
    select @dataset, coalesce(max(version), 0) + 1, @sha256, @content
    from platform.contract
    where dataset = @dataset
    having not exists (select from known)
    returning version
), created as (
    insert into platform.dataset_version (dataset, version, kind, contract_version, rows, bytes, files, rows_quarantined)
    select @dataset, 0, 'create', version, 0, 0, 0, 0 from added
    on conflict (dataset, version) do nothing
)
select version, false as isnew from known
union all
select version, true from added
