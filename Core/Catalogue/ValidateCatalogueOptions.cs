using Microsoft.Extensions.Options;

namespace Analytics.Catalogue;

internal sealed class ValidateCatalogueOptions : IValidateOptions<CatalogueOptions>
{
    public ValidateOptionsResult Validate(string? name, CatalogueOptions options)
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Path))
        {
            faults.Add("Catalogue:Path must name the folder that holds datasets/, jobs/ and dashboards/.");
        }

        if (options.ReloadInterval < TimeSpan.FromSeconds(1) || options.ReloadInterval > TimeSpan.FromDays(1))
        {
            faults.Add("Catalogue:ReloadInterval must be from 1 second to 1 day.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
