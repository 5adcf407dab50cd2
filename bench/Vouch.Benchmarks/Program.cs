using BenchmarkDotNet.Running;
using Vouch.Benchmarks;

// dotnet run -c Release --project bench/Vouch.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(ObjectBenchmarks).Assembly).Run(args);
