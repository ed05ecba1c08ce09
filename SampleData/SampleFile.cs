using Analytics.Storage;

namespace Analytics.SampleData;

/// <summary>A public file that a first start lands in the raw store.</summary>
/// <param name="Dataset">The dataset whose contract reads it.</param>
/// <param name="FileName">Its name beside the program, under <c>sample-data/</c>.</param>
/// <param name="Title">What it holds.</param>
/// <param name="Source">Who publishes it.</param>
/// <param name="Licence">Under which terms.</param>
public sealed record SampleFile(string Dataset, string FileName, string Title, string Source, string Licence)
{
    /// <summary>
    /// As stated in the datapackage.json of vega-datasets 3.2.1, which carries the files (BSD-3-Clause).
    /// </summary>
    public static readonly IReadOnlyList<SampleFile> All =
    [
        new(
            "airports", "airports.csv", "airports of the United States",
            "Data.gov, Airports", "U.S. government work"),
        new(
            "birdstrikes", "birdstrikes.csv", "wildlife strikes on aircraft, 1990 to 2002",
            "Federal Aviation Administration, Wildlife Strike Database", "U.S. government work"),
        new(
            "weather", "weather.csv", "daily weather of Seattle and New York, 2012 to 2015",
            "NOAA, Climate Data Online", "U.S. government work"),
        new(
            "flights20k", "flights-20k.json", "20,000 flights of early 2001",
            "Bureau of Transportation Statistics, on-time performance", "public data under 14 CFR part 234"),
        new(
            "flights", "flights-3m.parquet", "3 million flights of January to June 2001",
            "Bureau of Transportation Statistics, on-time performance", "public data under 14 CFR part 234"),
    ];

    public ObjectKey Key => ObjectKey.Parse($"incoming/{Dataset}/{FileName}");

    /// <summary>Puts the file into the raw store, unless something lies there under its key; then false.</summary>
    public async Task<bool> LandAsync(IObjectStore raw, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "sample-data", FileName));
        return await raw.PutAsync(Key, content, PutCondition.IfAbsent, cancellationToken) is not null;
    }
}
