using Analytics.LocalEmr;
using Analytics.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null)
{
    builder.WebHost.UseUrls(LocalEmrExtensions.DefaultAddress);
}

builder.AddServiceDefaults();
builder.AddLocalEmr();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapLocalEmr();
return await ServiceRun.UntilStoppedAsync(app);
