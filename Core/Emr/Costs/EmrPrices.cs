using System.Text.Json;

namespace Analytics.Emr.Costs;

/// <summary>What instances of EMR cost, as of a day: the repository's table, or a file of the operator's (docs/adr/0019).</summary>
/// <param name="Date">The day of which the prices are; shown with every figure that they give.</param>
/// <param name="Region">Where they hold.</param>
/// <param name="SpotShare">What a Spot instance costs of EC2's on-demand price, 0 to 1; EMR's own fee stays the same.</param>
/// <param name="Types">US dollars an hour by instance type.</param>
internal sealed record EmrPrices(DateOnly Date, string Region, decimal SpotShare, IReadOnlyDictionary<string, EmrPrice> Types)
{
    private const string Table = "emr-prices.json";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>For people: which prices a figure was made with.</summary>
    public string Label => FormattableString.Invariant($"prices of {Date:yyyy-MM-dd} in {Region}");

    /// <param name="path">The operator's file; empty for the repository's table.</param>
    /// <exception cref="InvalidDataException">The file is no such table; the message says why.</exception>
    public static EmrPrices Read(string path)
    {
        try
        {
            using var stream = path.Length == 0
                ? typeof(EmrPrices).Assembly.GetManifestResourceStream(Table) ?? throw new InvalidOperationException($"{Table} is missing.")
                : File.OpenRead(path);
            var prices = JsonSerializer.Deserialize<EmrPrices>(stream, Format) ?? throw new InvalidDataException("It is null.");
            return prices.SpotShare is >= 0 and <= 1 && prices.Types.Values.All(price => price is { Ec2: >= 0, Emr: >= 0 })
                ? prices
                : throw new InvalidDataException("spotShare must be between 0 and 1, and no price below 0.");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be read as a table of prices: {exception.Message}", exception);
        }
    }

    /// <summary>US dollars an hour of one instance, EMR's fee included; null where the table lacks the type.</summary>
    public decimal? Of(string type, bool isSpot) => Types.TryGetValue(type, out var price)
        ? (isSpot ? price.Ec2 * SpotShare : price.Ec2) + price.Emr
        : null;
}
