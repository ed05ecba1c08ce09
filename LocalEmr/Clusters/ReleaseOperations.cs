using Analytics.LocalEmr.Protocol;

namespace Analytics.LocalEmr.Clusters;

internal sealed class ReleaseOperations : IOperations
{
    private const int MaxResults = 100;

    public IEnumerable<Operation> All =>
    [
        Operation.Of<ListInput>("ListReleaseLabels", List),
        Operation.Of<DescribeInput>("DescribeReleaseLabel", Describe),
    ];

    private static object List(ListInput input)
    {
        if (input.MaxResults is < 1 or > MaxResults)
        {
            throw ApiException.Invalid($"MaxResults must be between 1 and {MaxResults}.");
        }

        // "spark-3.5.6" asks for a version, "spark" for any.
        var application = input.Filters?.Application?.Split('-', 2) ?? [];
        var found = Releases.All
            .Where(release => release.Label.StartsWith(input.Filters?.Prefix ?? "", StringComparison.Ordinal))
            .Where(release => application.Length == 0 || release.Applications.Any(candidate =>
                string.Equals(candidate.Name, application[0], StringComparison.OrdinalIgnoreCase)
                && (application.Length == 1 || candidate.Version == application[1])))
            .Select(release => release.Label);
        var (page, token) = Pages.Of("releases", found, label => label, input.NextToken, input.MaxResults ?? MaxResults);
        return new { ReleaseLabels = page, NextToken = token };
    }

    private static object Describe(DescribeInput input)
    {
        var label = input.ReleaseLabel ?? Releases.All[0].Label;
        var release = Releases.All.FirstOrDefault(candidate => candidate.Label == label);
        return release.Label is null
            ? throw ApiException.Invalid($"The release label '{label}' is not known to LocalEmr, which lists "
                + $"{string.Join(", ", Releases.All.Select(known => known.Label))}.")
            : new
            {
                ReleaseLabel = release.Label,
                Applications = release.Applications.Select(application => new { application.Name, application.Version }),
                AvailableOSReleases = Array.Empty<object>(),
            };
    }

    private sealed record ListInput(FilterInput? Filters, string? NextToken, int? MaxResults);

    private sealed record FilterInput(string? Prefix, string? Application);

    private sealed record DescribeInput(string? ReleaseLabel);
}
