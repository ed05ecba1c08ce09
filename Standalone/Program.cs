using Analytics.Api;
using Analytics.Ingestor;
using Analytics.Processor;
using Analytics.ServiceDefaults;
using Analytics.Standalone;

await using var platform = await StandalonePlatform.PrepareAsync(args);
if (platform is null)
{
    return Environment.ExitCode;
}

var builder = platform.Builder;
builder.AddServiceDefaults();
builder.AddIngestor();
builder.AddProcessor();
builder.AddApi();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApi();
return await platform.RunAsync(app);
