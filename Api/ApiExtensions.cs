using Analytics.Api.OpenApi;
using Analytics.Api.Problems;
using Analytics.Api.Security;
using Analytics.Api.Web;
using Analytics.Core.Database;

namespace Analytics.Api;

/// <summary>The REST API and the web application, for every process that hosts them.</summary>
public static class ApiExtensions
{
    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddDatabase(builder.Configuration);
        builder.Services.AddProblems();
        builder.Services.AddValidation();
        builder.Services.AddApiDocument();
        builder.AddWeb();
        return builder;
    }

    public static WebApplication MapApi(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseRequestOrigin();
        app.UseAntiforgery();
        app.MapApiDocument();
        app.MapWeb();
        return app;
    }
}
