using System;
using System.IO;
using System.Linq;
using Vouch.Bytecode;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Cli.Tests.Repository;
using Vouch.Fuzz;
using Vouch.Kernel;
using Vouch.Verifier;
using Xunit;

namespace Vouch.Cli.Tests.Samples;

/// <summary>A short run of the fuzzer; docs/testing.md has the long one.</summary>
public class DamagedObjectTests
{
    [Fact]
    public void A_damaged_object_ends_in_an_error_about_the_file_or_in_verdicts()
    {
        string[] objects = [.. Directory.EnumerateFiles(Repo.PathOf("samples"), "*.o").Order(StringComparer.Ordinal)];
        KernelProfile kernel = KernelProfile.Open("linux-7.3");
        KernelView view = kernel.OpenView();
        int broken = 0, verdicts = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            string path = objects[seed % objects.Length];
            try
            {
                foreach (PreparedProgram program in ObjectFile.Read(Mutation.Apply(File.ReadAllBytes(path), seed), Path.GetFileName(path)).Prepare(view))
                {
                    if (program.Request is { } request)
                    {
                        Assert.True(Enum.IsDefined(Verifier.Verifier.Verify(request, kernel).Verdict));
                        verdicts++;
                    }
                }
            }
            catch (BadInputException)
            {
                broken++;
            }
        }

        Assert.True(broken > 50 && verdicts > 50, $"{broken} broken, {verdicts} verdicts: the damage is too mild or too hard to test anything");
    }
}
