using Analytics.Emr.Costs;

using Microsoft.Extensions.Options;

namespace Analytics.Emr.Client;

internal sealed class ValidateEmrOptions : IValidateOptions<EmrOptions>
{
    public ValidateOptionsResult Validate(string? name, EmrOptions options)
    {
        var faults = new List<string>();
        if (options.Endpoint.Length > 0
            && !(Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            faults.Add($"{EmrOptions.Section}:{nameof(EmrOptions.Endpoint)} must be an address such as http://localhost:4567.");
        }

        if (options.AccessKey.Length > 0 != options.SecretKey.Length > 0)
        {
            faults.Add($"{EmrOptions.Section}:{nameof(EmrOptions.AccessKey)} and {EmrOptions.Section}:{nameof(EmrOptions.SecretKey)} "
                + "must be set together, or not at all.");
        }

        Check(options.MaxClusters is >= 1 and <= 100, nameof(EmrOptions.MaxClusters), "from 1 to 100");
        Check(options.StepConcurrency is >= 1 and <= 256, nameof(EmrOptions.StepConcurrency), "from 1 to 256");
        Check(
            options.PollInterval > TimeSpan.Zero && options.PollInterval <= TimeSpan.FromMinutes(5),
            nameof(EmrOptions.PollInterval),
            "a time up to 5 minutes");
        Check(options.StartTimeout > TimeSpan.Zero, nameof(EmrOptions.StartTimeout), "longer than zero");
        Check(options.LogPatience >= TimeSpan.Zero, nameof(EmrOptions.LogPatience), "zero or longer");
        try
        {
            _ = EmrPrices.Read(options.PricesPath);
        }
        catch (InvalidDataException exception)
        {
            faults.Add($"{EmrOptions.Section}:{nameof(EmrOptions.PricesPath)}: {exception.Message}");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool isRight, string key, string rule)
        {
            if (!isRight)
            {
                faults.Add($"{EmrOptions.Section}:{key} must be {rule}.");
            }
        }
    }
}
