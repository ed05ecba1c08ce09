using Analytics.Processor;
using Analytics.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddProcessor();

var app = builder.Build();
app.MapDefaultEndpoints();
return await ServiceRun.UntilStoppedAsync(app);
