-- Weekday 0 is all days together: the median of all flights is no mean of the weekdays' medians.
with departures as (
    select isodow(date)::int as day, hour(date)::int as hour, delay
    from flights
)
select
    coalesce(day, 0)::int as weekday,
    hour,
    count(*) as flights,
    quantile_cont(delay, 0.5) as median_delay,
    quantile_cont(delay, 0.9) as p90_delay
from departures
group by grouping sets ((day, hour), (hour))
order by 1, 2
