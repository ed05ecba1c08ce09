using Analytics.Api.Datasets;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Analytics.Api.Tests.Support;

/// <summary>The Api in this process, over the settings of a test.</summary>
internal sealed class ApiFactory(IReadOnlyDictionary<string, string?> settings, bool withoutStart = false, Action<IServiceCollection>? replace = null)
    : WebApplicationFactory<DatasetCatalogue>
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environments.Production);
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }

        if (replace is not null)
        {
            builder.ConfigureServices(replace);
        }

        if (withoutStart)
        {
            // What else begins with the service waits for a database, and the test has none.
            builder.ConfigureServices(services => services.RemoveAll<IHostedService>());
        }
    }
}
