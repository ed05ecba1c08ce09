using ParquetSharp;

namespace Analytics.Results.Copy;

/// <summary>The unit of PostgreSQL's times. Nanoseconds are cut, towards the past.</summary>
internal static class Micros
{
    public static long From(long value, TimeUnit unit) => unit switch
    {
        TimeUnit.Micros => value,
        TimeUnit.Millis => checked(value * 1000),
        TimeUnit.Nanos => value >= 0 ? value / 1000 : ((value + 1) / 1000) - 1,
        _ => throw new InvalidDataException($"Times of the unit {unit} are not known."),
    };
}
