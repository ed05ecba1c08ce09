using Microsoft.Extensions.Options;

namespace Analytics.ServiceDefaults.Telemetry.CloudWatch;

/// <summary>Lists every fault of the section, so that one start shows them all.</summary>
public sealed class ValidateCloudWatchOptions : IValidateOptions<CloudWatchOptions>
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    public ValidateOptionsResult Validate(string? name, CloudWatchOptions options)
    {
        var faults = new List<string>();
        if (options.Region.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter != '-'))
        {
            faults.Add($"{CloudWatchOptions.Section}:{nameof(options.Region)} must be a region such as eu-central-1; it is '{options.Region}'.");
        }

        if (options.MetricInterval < ShortestInterval)
        {
            faults.Add($"{CloudWatchOptions.Section}:{nameof(options.MetricInterval)} must be 1 s or more: each export costs money.");
        }

        Check(nameof(options.TracesEndpoint), options.TracesEndpoint, faults);
        Check(nameof(options.LogsEndpoint), options.LogsEndpoint, faults);
        Check(nameof(options.MetricsEndpoint), options.MetricsEndpoint, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check(string key, string value, List<string> faults)
    {
        if (value.Length > 0 && !(Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            faults.Add($"{CloudWatchOptions.Section}:{key} must be an address (https://…/v1/…); it is '{value}'.");
        }
    }
}
