using System.Globalization;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>What <c>NEMESIS_SEED</c> and <c>NEMESIS_MINUTES</c> ask for: no minutes over all stores, and any seed.</summary>
internal sealed record NemesisPlan(int Seed, double Minutes)
{
    private const string SeedName = "NEMESIS_SEED";
    private const string MinutesName = "NEMESIS_MINUTES";
    private const int Stores = 2;

    public static NemesisPlan FromEnvironment() => new(
        Environment.GetEnvironmentVariable(SeedName) is { Length: > 0 } seed
            ? int.Parse(seed, CultureInfo.InvariantCulture) : Random.Shared.Next(1, 1_000_000),
        Environment.GetEnvironmentVariable(MinutesName) is { Length: > 0 } minutes
            ? double.Parse(minutes, CultureInfo.InvariantCulture) : 0);

    /// <summary>How long faults strike over one kind of store.</summary>
    public TimeSpan Duration => TimeSpan.FromMinutes(Minutes / Stores);

    /// <summary>The command that repeats it.</summary>
    public string Command(string test) => string.Create(
        CultureInfo.InvariantCulture,
        $"{SeedName}={Seed} {MinutesName}={Minutes} dotnet test tests/Nemesis.Tests --filter \"FullyQualifiedName~{test}\"");
}
