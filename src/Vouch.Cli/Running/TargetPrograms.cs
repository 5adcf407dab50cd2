using System;
using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode;
using Vouch.Bytecode.Loading;
using Vouch.Bytecode.ObjectFiles;
using Vouch.Cli.Input;

namespace Vouch.Cli.Running;

/// <summary>Programs that others replace or trace.</summary>
internal static class TargetPrograms
{
    /// <summary>The program as it would be loaded.</summary>
    /// <param name="place">As <c>OBJECT:PROGRAM</c>; the program may be left out where there is only one.</param>
    /// <param name="preparation">The kernel it would be loaded into.</param>
    /// <param name="input">Reads its object.</param>
    /// <exception cref="BadInputException">The object is broken.</exception>
    /// <exception cref="ArgumentException">There is no such program, or it cannot be loaded.</exception>
    public static LoadRequest Load(string place, ObjectPreparation preparation, InputFile input)
    {
        (string file, string? name) = ProgramPlace.Split(place);
        List<PreparedProgram> programs =
            [.. ObjectSource.Of(file, input.Read).SelectMany(source => preparation.Prepare(source.Read(), program => name is null || program == name))];
        if (programs is not [var program])
        {
            throw new ArgumentException(programs.Count == 0 ? $"--target: {place} does not exist" : $"--target: {place} is not one program");
        }

        return program.Request ?? throw new ArgumentException($"--target: {place} cannot be loaded: {program.Failure?.Message}");
    }
}
