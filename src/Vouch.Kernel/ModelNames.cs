using System;
using System.Collections.Immutable;
using System.Linq;
using Vouch.Kernel.Rules;

namespace Vouch.Kernel;

/// <summary>The models of <see cref="KernelRules"/> by the names that the command line gives them.</summary>
public static class ModelNames
{
    /// <summary>The object models.</summary>
    public static ImmutableArray<(string Name, ObjectModel Model)> Objects { get; } =
    [
        ("linux-7.3", ObjectModel.Linux73),
        ("v5", ObjectModel.V5),
        ("legacy", ObjectModel.Legacy),
        ("strict", ObjectModel.Strict),
    ];

    /// <summary>The rules for callbacks.</summary>
    public static ImmutableArray<(string Name, CallbackModel Model)> Callbacks { get; } =
        [("loop", CallbackModel.Loop), ("once", CallbackModel.Once)];

    /// <summary>A model's name.</summary>
    public static string NameOf(ObjectModel model) => Objects.First(entry => entry.Model == model).Name;

    /// <summary>A model's name.</summary>
    public static string NameOf(CallbackModel model) => Callbacks.First(entry => entry.Model == model).Name;

    /// <summary>The model with a name; null for none.</summary>
    /// <exception cref="ArgumentException">No model has the name.</exception>
    public static ObjectModel? ObjectsNamed(string? name) => Find(Objects, name);

    /// <summary>The model with a name; null for none.</summary>
    /// <exception cref="ArgumentException">No model has the name.</exception>
    public static CallbackModel? CallbacksNamed(string? name) => Find(Callbacks, name);

    private static T? Find<T>(ImmutableArray<(string Name, T Model)> models, string? name)
        where T : struct
    {
        if (name is null)
        {
            return null;
        }

        foreach ((string candidate, T model) in models)
        {
            if (candidate == name)
            {
                return model;
            }
        }

        throw new ArgumentException($"no model is called '{name}'", nameof(name));
    }
}
