using Analytics.EmbeddedEngine.Tasks;

return await EngineChild.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput());
