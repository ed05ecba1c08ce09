select
    location,
    cast(month(date) as int) as month,
    cast(sum(precipitation) as double) / count(distinct year(date)) as rain,
    avg(cast(temp_max + temp_min as double) / 2) as temperature
from weather
group by all
order by location, month
