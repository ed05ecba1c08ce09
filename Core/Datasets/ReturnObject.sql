-- An object that was replaced has its key again. The row of its first time stays as history, and gives its etag to a new row: objects of
-- a key are numbered in the order in which the store had them.
update platform.raw_object
set etag = etag || ' until ' || id
where dataset = @dataset and key = @key and etag = @etag and state = 'superseded'
