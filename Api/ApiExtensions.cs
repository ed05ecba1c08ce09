using Analytics.Api.Catalogue;
using Analytics.Api.Dashboards;
using Analytics.Api.Datasets;
using Analytics.Api.Files;
using Analytics.Api.Jobs;
using Analytics.Api.OpenApi;
using Analytics.Api.Overview;
using Analytics.Api.Problems;
using Analytics.Api.Quarantine;
using Analytics.Api.Results;
using Analytics.Api.Runs;
using Analytics.Api.Security;
using Analytics.Api.Web;
using Analytics.Api.Work;
using Analytics.Catalogue;
using Analytics.Database;
using Analytics.Datasets;
using Analytics.Engines;
using Analytics.Results;
using Analytics.Runs;
using Analytics.Runs.DeadLetters;
using Analytics.Storage;

using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Analytics.Api;

/// <summary>The REST API and the web application, for every process that hosts them.</summary>
public static class ApiExtensions
{
    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddDatabase(builder.Configuration);
        builder.Services.AddObjectStores();
        builder.Services.AddCatalogue();
        builder.Services.AddDatasets();
        builder.Services.AddRuns();
        builder.Services.AddResults();
        builder.Services.TryAddSingleton<EngineAvailability>();
        builder.Services.AddSingleton<DeadLetterBox>();
        builder.Services.AddSingleton<DatasetCatalogue>();
        builder.Services.AddSingleton<JobCatalogue>();
        builder.Services.AddSingleton<OverviewReads>();
        builder.Services.AddSingleton<ChartReads>();
        builder.Services.AddHostedService<ChartLoginCheck>();
        builder.Services.AddSingleton<FileCommands>();
        builder.Services.AddSingleton<RunCommands>();
        builder.Services.AddProblems();
        // Also in production: else a value that cannot be read is refused without the name of its parameter.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddValidation();
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
        builder.Services.AddApiDocument();
        builder.AddWeb();
        return builder;
    }

    public static WebApplication MapApi(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseProblems();
        app.UseRequestAddress();
        app.UseRequestOrigin();
        app.UseAntiforgery();
        app.MapResources();
        app.MapApiDocument();
        app.MapWeb();
        return app;
    }

    private static void MapResources(this WebApplication app)
    {
        var api = app.MapGroup("/api/v1").WithConventions();
        api.MapDatasets();
        api.MapObjects();
        api.MapQuarantine();
        api.MapJobs();
        api.MapRuns().MapRunLog();
        api.MapResults();
        api.MapDashboards();
        api.MapCatalogue();
        api.MapWork();
    }
}
