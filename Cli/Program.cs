using System.CommandLine;
using Analytics.Cli.Check;
using Analytics.Cli.Convert;
using Analytics.Cli.Verify;

var root = new RootCommand("Checks a catalogue, converts files under a contract, and compares engines, with no server.")
{
    CheckCommand.Create(),
    ConvertCommand.Create(),
    VerifyCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
