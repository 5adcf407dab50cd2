using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Xunit;

namespace Vouch.Bytecode.Tests.ObjectFiles;

/// <summary>Objects compiled from the C files beside them.</summary>
internal static class Fixture
{
    public static readonly ImmutableArray<string> Names = ["linking.o", "maps.o", "kernel.o", "arena.o", "loading.o", "records.o"];

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name));

    public static ObjectFile Read(string name) => ObjectFile.Read(Bytes(name), name);

    public static PreparedProgram Prepare(string name, string program, KernelView kernel)
    {
        PrepareOptions options = new() { Selection = candidate => candidate == program };
        return Assert.Single(Read(name).Prepare(kernel, options));
    }

    public static LoadRequest Request(string name, string program, KernelView kernel)
    {
        PreparedProgram prepared = Prepare(name, program, kernel);
        Assert.Null(prepared.Failure);
        Assert.NotNull(prepared.Request);
        return prepared.Request;
    }

    public static PreparationFailure Failure(string name, string program, KernelView kernel)
    {
        PreparedProgram prepared = Prepare(name, program, kernel);
        Assert.Null(prepared.Request);
        Assert.NotNull(prepared.Failure);
        return prepared.Failure;
    }

    public static MapDefinition Map(this LoadRequest request, string name) => request.Maps.Single(m => m.Name == name);
}
