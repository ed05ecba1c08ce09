-- Weekday 0 is all days together: the median of all flights is no mean of the weekdays' medians.
with departures as (
    select cast(weekday(date) + 1 as int) as day, hour(date) as hour, delay
    from flights
)
select
    coalesce(day, 0) as weekday,
    hour,
    count(*) as flights,
    percentile(delay, 0.5) as median_delay,
    percentile(delay, 0.9) as p90_delay
from departures
group by grouping sets ((day, hour), (hour))
