select exists (
    select from platform.ingestion
    where raw_object_id = @rawObjectId and kind = 'file' and contract_version = @contractVersion
)
