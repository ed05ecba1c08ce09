using Analytics.SampleData;
using Analytics.ServiceDefaults;
using Analytics.Storage;
using Microsoft.Extensions.Options;

var builder = Host.CreateApplicationBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddObjectStores();
builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // What is wrong is told in one line below.

using var host = builder.Build();
try
{
    await host.StartAsync();
    var raw = host.Services.GetRequiredKeyedService<IObjectStore>(StoreNames.Raw);
    foreach (var file in SampleFile.All)
    {
        var isNew = await file.LandAsync(raw, CancellationToken.None);
        Console.WriteLine($"{file.Key}: {(isNew ? "landed" : "already there")}; {file.Title} ({file.Source}; {file.Licence})");
    }

    await host.StopAsync();
    return 0;
}
catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync($"The sample data could not be landed: {fault.Message}");
    return 1;
}
