using Analytics.Ingestor;
using Analytics.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddIngestor();

var app = builder.Build();
app.MapDefaultEndpoints();
return await ServiceRun.UntilStoppedAsync(app);
