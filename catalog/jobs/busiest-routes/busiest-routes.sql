select
    origin,
    destination,
    count(*) as flights,
    max(distance) as distance,
    avg(delay) as mean_delay,
    avg(cast(delay > $late_minutes as int)) as late_share
from flights
group by origin, destination
order by flights desc, origin, destination
limit $routes
