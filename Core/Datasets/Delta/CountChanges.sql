-- How many files were added after one version up to another, and how many were removed; each number stops at the limit.
select (
    select count(*) from (
        select from platform.dataset_file where dataset = @dataset and added_in > @after and added_in <= @version limit @limit) added
) + (
    select count(*) from (
        select from platform.dataset_file where dataset = @dataset and removed_in > @after and removed_in <= @version limit @limit) removed
)
