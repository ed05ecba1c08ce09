-- Datasets that hold anything: how old their current version is, and its records in quarantine.
select dataset.name as "Dataset", clock_timestamp() - made.committed_at as "Age",
    coalesce(made.rows_quarantined::double precision / nullif(made.rows + made.rows_quarantined, 0), 0) as "QuarantinedShare"
from platform.dataset
join platform.dataset_version as made on made.dataset = dataset.name and made.version = dataset.current_version
where dataset.current_version > 0
