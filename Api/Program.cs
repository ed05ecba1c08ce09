using Analytics.Api;
using Analytics.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApi();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApi();
return await ServiceRun.UntilStoppedAsync(app);
