using Analytics.Fixtures.Aws;

namespace Analytics.Core.Tests.Storage.S3;

public sealed class S3FaultTests() : S3NetworkFaultSuite(() => Emulator.Separate);
