using Analytics.Api;
using Analytics.Ingestor;
using Analytics.Processor;
using Analytics.ServiceDefaults;
using Analytics.Standalone;

var builder = WebApplication.CreateBuilder(args);
await using var platform = await StandalonePlatform.PrepareAsync(builder, args);
if (platform is null)
{
    return 1;
}

builder.AddServiceDefaults();
builder.AddIngestor();
builder.AddProcessor();
builder.AddApi();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApi();
await app.RunAsync();
return 0;
