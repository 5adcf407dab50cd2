using System.Collections.Generic;
using System.IO;
using Vouch.Cli.Running;
using Vouch.Kernel;

namespace Vouch.Cli.Output;

/// <summary>The results of tests as one JSON document.</summary>
internal sealed class TestJsonOutput(TextWriter writer, KernelProfile kernel) : ITestOutput
{
    private readonly List<TestedObject> tested = [];

    public void Add(TestedObject item) => tested.Add(item);

    public void Finish() => JsonOutput.Write(writer, kernel, tested);
}
