-- An object that was replaced has its key again, or one whose rows were lost is there to be loaded again. The row of its first time stays
-- as history, and gives its etag to a new row: objects of a key are numbered in the order in which the store had them.
update platform.raw_object o
set etag = etag || ' until ' || id
where dataset = @dataset and key = @key and etag = @etag
    and (state in ('superseded', 'lost')
        or (state in ('rejected', 'failed')
            and exists (select from platform.raw_object newer where newer.key = o.key and newer.id > o.id)))
