using Analytics.Database;
using Analytics.ServiceDefaults;

var builder = Host.CreateApplicationBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddDatabase(builder.Configuration);
builder.Services.PostConfigure<DatabaseOptions>(options => options.Migrate = true);
// A start that fails is told below, in one line.
builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
using var host = builder.Build();
try
{
    // Migrations run before a host has started; after that there is nothing left to do.
    await host.StartAsync();
    await host.StopAsync();
    return 0;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped before the database was up to date; what was not finished was rolled back.");
    return 1;
}
catch (Exception fault)
{
    await Console.Error.WriteLineAsync($"The database was not brought up to date: {fault.Message}");
    return 1;
}
