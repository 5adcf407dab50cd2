using Vouch.Cli.Running;

namespace Vouch.Cli.Output;

/// <summary>Writes the results of tests: those of each object as soon as they are there, and what can only be said at the end.</summary>
internal interface ITestOutput
{
    /// <summary>One object's results, in the order in which the objects were named.</summary>
    void Add(TestedObject tested);

    /// <summary>The run has ended.</summary>
    void Finish();
}
