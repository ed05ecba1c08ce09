-- Objects of one key are numbered in the order in which the store had them.
select exists (
    select from platform.raw_object as object
    join platform.raw_object as newer on newer.dataset = object.dataset and newer.key = object.key and newer.id > object.id
    where object.id = @rawObjectId)
