using System.Text.RegularExpressions;

using Microsoft.Extensions.Options;

namespace Analytics.LocalEmr.Options;

internal sealed partial class ValidateLocalEmrOptions : IValidateOptions<LocalEmrOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalEmrOptions options)
    {
        var problems = new List<string>();
        Check(Path.IsPathRooted(options.DataPath), "DataPath must be an absolute path.");
        Check(
            options.AccessKey.Length > 0 == options.SecretKey.Length > 0, "AccessKey and SecretKey must be set together, or not at all.");
        Check(
            options.AccessKey.Length == 0 || Key().IsMatch(options.AccessKey),
            "AccessKey must have no space, slash or comma, and at most 128 characters.");
        Check(
            options.AllowedHostNames().All(host => Uri.CheckHostName(host) != UriHostNameType.Unknown),
            "AllowedHosts must be names of hosts without ports, separated by commas.");
        Check(InRange(options.BootTime, TimeSpan.Zero, TimeSpan.FromHours(1)), "BootTime must be between 0 and 01:00:00.");
        Check(
            InRange(options.LogInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            "LogInterval must be between 00:00:01 and 01:00:00.");
        Check(options.StepTimeLimit > TimeSpan.Zero, "StepTimeLimit must be above zero.");
        Check(
            InRange(options.CancelGrace, TimeSpan.Zero, TimeSpan.FromMinutes(10)), "CancelGrace must be between 0 and 00:10:00.");
        Check(options.KeepClusters > TimeSpan.Zero, "KeepClusters must be above zero.");
        Check(options.SparkMaster.Length > 0, "SparkMaster must name a master, for example local[*].");
        Check(Memory().IsMatch(options.DriverMemory), "DriverMemory must be a size as Spark writes it, for example 1g.");
        Check(options.Niceness is >= 0 and <= 19, "Niceness must be between 0 and 19.");
        var rest = new[] { options.SparkRestUrl, options.SparkMasterUrl, options.SparkMasterUiUrl };
        Check(
            rest.All(url => url.Length == 0)
                || (IsHttp(rest[0]) && IsHttp(rest[2]) && rest[1].StartsWith("spark://", StringComparison.Ordinal)),
            "SparkRestUrl (http://host:6066), SparkMasterUrl (spark://host:7077) and SparkMasterUiUrl (http://host:8080) must be set "
            + "together, or not at all.");
        Check(
            options.SparkS3Endpoint.Length == 0 || IsHttp(options.SparkS3Endpoint),
            "SparkS3Endpoint must be an address such as http://host:4566, or empty.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add($"{LocalEmrOptions.Section}:{problem}");
            }
        }
    }

    private static bool InRange(TimeSpan value, TimeSpan least, TimeSpan most) => value >= least && value <= most;

    private static bool IsHttp(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    [GeneratedRegex("^[^/, ]{1,128}$", RegexOptions.None, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("^[1-9][0-9]{0,6}[mgMG]$", RegexOptions.None, 1000)]
    private static partial Regex Memory();
}
