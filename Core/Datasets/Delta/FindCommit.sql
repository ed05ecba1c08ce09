select v.version, v.kind, v.contract_version as contractversion, v.committed_at as committedat, v.ingestion_id as ingestionid,
    o.key as objectkey, p.contract_version as previouscontract
from platform.dataset_version v
left join platform.dataset_version p on p.dataset = v.dataset and p.version = v.version - 1
left join platform.ingestion i on i.id = v.ingestion_id
left join platform.raw_object o on o.id = i.raw_object_id
where v.dataset = @dataset and v.version = @version
