-- Where no state is given, the object keeps its own, and the reason of it.
with ended as (
    select *
    from jsonb_to_recordset(@ends::jsonb) as e ("rawObjectId" bigint, state text, step text, detail text, reason text, counts jsonb)
), finished as (
    update platform.raw_object o
    set state = coalesce(e.state, o.state), reason = case when e.state is null then o.reason else e.reason end
    from ended e
    where o.id = e."rawObjectId"
    returning o.id
)
insert into platform.raw_object_step (raw_object_id, step, detail, counts)
select e."rawObjectId", e.step, e.detail, e.counts
from ended e join finished f on f.id = e."rawObjectId"
